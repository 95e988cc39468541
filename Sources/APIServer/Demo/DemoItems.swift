/// The things on sale in the sample data: what, in which category, from which price, drawn how.
struct DemoItem: Sendable {
    let title: String
    let category: String
    let startPrice: Int64
    let description: String
    let symbol: String

    static let all: [DemoItem] = [
        item("필름 카메라 니콘 FM2", "electronics", 120_000, "셔터와 노출계 모두 정상입니다. 50mm 렌즈를 함께 드려요.", "📷"),
        item("기계식 키보드 65% 갈축", "electronics", 45_000, "한 달 사용했습니다. 키캡 한 벌 더 드립니다.", "⌨️"),
        item("노이즈 캔슬링 헤드폰", "electronics", 80_000, "상자와 케이블이 모두 있습니다.", "🎧"),
        item("빈티지 원목 의자 두 개", "furniture", 60_000, "1970년대 덴마크 의자입니다. 직접 가져가실 분.", "🪑"),
        item("접이식 자전거 16인치", "vehicles", 150_000, "출퇴근용으로 탔습니다. 타이어는 새것입니다.", "🚲"),
        item("캠핑용 텐트 4인용", "sports", 70_000, "세 번 사용했고 잘 말려 보관했습니다.", "⛺️"),
        item("어쿠스틱 기타", "music", 90_000, "상판 스프루스, 케이스 포함입니다.", "🎸"),
        item("초판 소설 전집 12권", "books", 30_000, "밑줄이 없고 햇빛에 바래지 않았습니다.", "📚"),
        item("에스프레소 머신", "appliances", 110_000, "스케일 제거를 마쳤습니다.", "☕️"),
        item("몬스테라 화분 대형", "plants", 15_000, "키 120cm, 새 잎이 나오고 있어요.", "🪴"),
        item("보드게임 다섯 가지 묶음", "hobby", 25_000, "구성품이 모두 있습니다.", "🎲"),
        item("손뜨개 울 스웨터", "fashion", 20_000, "크기 M, 한 번 입었습니다.", "🧶"),
        item("아기 침대와 매트리스", "kids", 50_000, "두 돌까지 썼습니다. 깨끗이 세탁했어요.", "🛏️"),
        item("고양이 캣타워", "pets", 18_000, "새 삼줄로 감았습니다.", "🐈"),
        item("공연 티켓 두 장", "tickets", 40_000, "다음 달 토요일 저녁, R석입니다.", "🎟️"),
        item("도자기 찻잔 세트", "art", 35_000, "작가가 직접 구운 찻잔 네 개와 주전자.", "🍵"),
        item("로드 자전거 헬멧", "sports", 22_000, "크기 L, 충격을 받은 적이 없습니다.", "🚴"),
        item("무선 진공 청소기", "appliances", 65_000, "배터리를 작년에 바꾸었습니다.", "🧹"),
        item("전자 피아노 88건", "music", 210_000, "해머 건반, 받침대와 페달 포함.", "🎹"),
        item("LP 판 스무 장", "music", 55_000, "재즈와 한국 가요입니다.", "💿"),
        item("스탠드 조명", "home", 12_000, "밝기를 조절할 수 있습니다.", "💡"),
        item("등산 배낭 45L", "sports", 38_000, "비 덮개가 있습니다.", "🎒"),
        item("수채화 한 점", "art", 75_000, "액자 포함, 40×30cm.", "🖼️"),
        item("태블릿 11인치 256GB", "electronics", 380_000, "화면 보호 필름을 붙여 사용했습니다.", "📱"),
    ]

    private static func item(
        _ title: String, _ category: String, _ startPrice: Int64, _ description: String, _ symbol: String
    ) -> DemoItem {
        DemoItem(
            title: title, category: category, startPrice: startPrice, description: description, symbol: symbol
        )
    }

    /// A drawing of 1 200 × 900: the symbol on a colour of its own.
    func picture(number: Int) -> String {
        let hue = number * 47 % 360
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900">
            <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stop-color="hsl(\(hue) 62% 84%)"/><stop offset="1" stop-color="hsl(\((hue + 40) % 360) 58% 66%)"/>
            </linearGradient></defs>
            <rect width="1200" height="900" fill="url(#g)"/>
            <ellipse cx="600" cy="742" rx="300" ry="34" fill="hsl(\(hue) 40% 40%)" opacity=".25"/>
            <text x="600" y="470" font-size="420" text-anchor="middle" dominant-baseline="central">\(symbol)</text>
            </svg>
            """
    }
}

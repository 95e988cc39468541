"""The bell in the header, its list, and the toasts."""
import re

from playwright.sync_api import expect


class BellPage:
    def __init__(self, page):
        self.page = page
        self.bell = page.locator(".bell summary")
        self.items = page.locator(".notification")
        self.new_items = page.locator(".notification[data-new=true]")
        self.toast = page.locator(".toast")

    def is_live(self):
        """It hears what is pushed, and knows what there was before: only what is new to it is told by a toast."""
        self.page.wait_for_function("() => import('/connection.js').then(({connection}) => connection.user !== null)")
        self.page.wait_for_function("() => import('/notifications/notifications.js').then(({notifications}) => notifications.phase === 'ready')")
        return self

    def counts(self, count):
        """So much is new: on the bell, for a screen reader, and in the title of the tab."""
        name = f"^(알림, 새 알림 {count}개|Notifications, {count} new)$" if count else "^(알림|Notifications)$"
        expect(self.bell).to_have_accessible_name(re.compile(name))
        expect(self.page).to_have_title(re.compile(rf"^\({count}\) " if count else r"^[^(]"))
        return self

    def open(self):
        self.bell.click()
        expect(self.page.locator(".bell__panel")).to_be_visible()
        return self

    def close(self):
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".bell__panel")).to_be_hidden()

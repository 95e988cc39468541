"""Hooks for Schemathesis: its requests come from HANDSUP_SOURCE, so that its wrong passwords hold nobody else up."""
import os

import requests.adapters

_init_poolmanager = requests.adapters.HTTPAdapter.init_poolmanager


def init_poolmanager(self, *arguments, **options):
    _init_poolmanager(self, *arguments, **options, source_address=(os.environ["HANDSUP_SOURCE"], 0))


requests.adapters.HTTPAdapter.init_poolmanager = init_poolmanager

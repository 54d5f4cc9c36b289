"""The polite crawler: drives the adapters of `ingest.vendors` over Scrapy and stores what they find, step by step."""

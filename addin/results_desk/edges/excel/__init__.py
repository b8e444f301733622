"""Workbooks that are open in Excel, over xlwings."""

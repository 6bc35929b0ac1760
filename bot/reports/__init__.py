"""The monthly report: figures of the storage with small counts withheld, charts, one page of HTML and a PDF."""

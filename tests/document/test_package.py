"""A docx is opened within limits, whatever its zip or its XML tries."""

import io
import struct
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml.ns import nsdecls

from extractor.document.read import read_bytes
from extractor.errors import DocumentError, Malformed, TooLarge, UnsupportedFormat

Zip = Callable[..., bytes]
MAIN = "word/document.xml"


def document(content: str = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>") -> str:
    return f"<w:document {nsdecls('w')}><w:body>{content}</w:body></w:document>"


def test_the_main_part_is_the_one_the_package_names(zipped: Zip) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="r1" Type="{office}" Target="/word/document2.xml"/></Relationships>"""
    data = zipped({"_rels/.rels": links, "word/document2.xml": document(), MAIN: "<a/>"})
    assert read_bytes(data, "a.docx").text == "甲\n"


def test_a_package_without_relationships_has_the_usual_one(zipped: Zip) -> None:
    assert read_bytes(zipped({MAIN: document()}), "a.docx").text == "甲\n"


def test_the_styles_are_those_that_the_main_part_names(zipped: Zip) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
    links = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="r1" Type="{kind}" Target="more/styles2.xml"/></Relationships>"""
    sheet = f"""<w:styles {nsdecls("w")}><w:style w:type="character" w:styleId="a">
      <w:rPr><w:strike/></w:rPr></w:style></w:styles>"""
    struck = '<w:r><w:rPr><w:rStyle w:val="a"/></w:rPr><w:t>乙</w:t></w:r>'
    parts = {
        MAIN: document(f"<w:p><w:r><w:t>甲</w:t></w:r>{struck}</w:p>"),
        "word/_rels/document.xml.rels": links,
        "word/more/styles2.xml": sheet,
    }
    assert read_bytes(zipped(parts), "a.docx").text == "甲\n"
    assert read_bytes(zipped(parts | {"word/more/styles2.xml": "<a/>"}), "a.docx").text == "甲乙\n"
    del parts["word/more/styles2.xml"]
    assert read_bytes(zipped(parts), "a.docx").text == "甲乙\n"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_docx_is_malformed(share: float) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    data = buffer.getvalue()
    with pytest.raises(Malformed, match="cut off or damaged"):
        read_bytes(data[: int(len(data) * share)], "a.docx")


def test_damaged_content_is_malformed(zipped: Zip) -> None:
    data = zipped({MAIN: document()}, zipfile.ZIP_STORED)
    with pytest.raises(Malformed, match="damaged"):
        read_bytes(data.replace("甲".encode(), "乙".encode()), "a.docx")


@pytest.mark.parametrize("xml", ["", "<a>", "<a><b></a>", "甲", "<a>" * 1_000])
def test_xml_that_is_not_well_formed_is_malformed(xml: str, zipped: Zip) -> None:
    with pytest.raises(Malformed, match="no well-formed XML"):
        read_bytes(zipped({MAIN: xml}), "a.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>',
    ],
)
def test_document_types_and_entities_are_refused(
    declaration: str, encoding: str, zipped: Zip
) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<a/>'
    with pytest.raises(Malformed, match="declares a document type or entities"):
        read_bytes(zipped({MAIN: xml.encode(encoding)}), "a.docx")


def test_the_strict_variant_is_told(zipped: Zip) -> None:
    xml = document().replace("http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml")
    with pytest.raises(UnsupportedFormat, match="strict"):
        read_bytes(zipped({MAIN: xml}), "a.docx")


def test_a_package_that_expands_too_far_is_refused(zipped: Zip) -> None:
    data = zipped({MAIN: document(), "word/media/a.bin": bytes(65 * 2**20)})
    with pytest.raises(TooLarge, match="bytes in the docx when expanded, the limit is 67,108,864"):
        read_bytes(data, "a.docx")


def test_a_directory_that_lies_about_the_size_is_found_out(zipped: Zip) -> None:
    data = bytearray(zipped({MAIN: document() + " " * (20 * 2**20)}))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 100)
    with pytest.raises(DocumentError):
        read_bytes(bytes(data), "a.docx")


def test_a_main_part_that_is_too_large_is_refused(zipped: Zip) -> None:
    with pytest.raises(TooLarge, match=f"{MAIN}: over 16,777,216 bytes"):
        read_bytes(zipped({MAIN: document() + " " * (17 * 2**20)}), "a.docx")


def test_too_many_parts_are_refused(zipped: Zip) -> None:
    with pytest.raises(TooLarge, match="parts in the docx"):
        read_bytes(zipped({MAIN: document()} | {f"a/{i}": "" for i in range(5_001)}), "a.docx")


def test_compression_that_no_word_processor_uses_is_refused(zipped: Zip) -> None:
    with pytest.raises(Malformed, match="compressed"):
        read_bytes(zipped({MAIN: document()}, zipfile.ZIP_BZIP2), "a.docx")

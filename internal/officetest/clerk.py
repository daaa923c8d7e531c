"""What internal/officetest has LibreOffice do: a line of JSON for each task on
standard input, a line of JSON for each answer on standard output. LibreOffice
runs as a child of this program, in a profile of its own, and ends with it: also
when the test that started both was killed, as standard input ends then.

    {"do": "edit", "in": PATH, "out": PATH, "edits": [{"do": "type", ...}, ...]}
    {"do": "look", "in": PATH}
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField

CONTENTS = 1 | 2 | 4 | 16  # numbers, dates, texts, formulas: what the Delete key clears
FORMULA = 16
FILTERS = {
    ".xlsx": ("Calc MS Excel 2007 XML", ""),
    ".ods": ("calc8", ""),
    ".xls": ("MS Excel 97", ""),
    ".csv": ("Text - txt - csv (StarCalc)", "44,34,76,1,,2057,false,true,false"),
}
# How CSVs are opened: commas, quotes, UTF-8, from line 1, en-GB, as Excel does.
OPEN_CSV = "44,34,76,1,,2057,false,true"
BRITISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-GB</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""


def prop(name, value):
    p = PropertyValue()
    p.Name, p.Value = name, value
    return p


def url(path):
    return uno.systemPathToFileUrl(os.path.abspath(path))


class Office:
    """LibreOffice, running."""

    started = 0

    def __init__(self, program, home, patience):
        Office.started += 1
        self.home = home
        profile = os.path.join(home, "profile%d" % Office.started)
        user = os.path.join(profile, "user")
        os.makedirs(user)
        with open(os.path.join(user, "registrymodifications.xcu"), "w", encoding="utf-8") as f:
            f.write(BRITISH)
        pipe = "winnow%d.%d" % (os.getpid(), Office.started)
        self.process = subprocess.Popen(
            [program, "-env:UserInstallation=" + url(profile),
             "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
             "--accept=pipe,name=%s;urp;" % pipe],
            stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr, cwd=home, start_new_session=True)
        self.desktop = self.connect(pipe, patience)

    def connect(self, pipe, patience):
        here = uno.getComponentContext()
        resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
        end = time.monotonic() + patience
        while True:
            try:
                there = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
                return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
            except NoConnectException:
                if self.process.poll() is not None:
                    raise RuntimeError("LibreOffice ended with %d" % self.process.returncode)
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def end(self):
        try:
            self.desktop.terminate()
        except Exception:  # it may be gone already, or hang: what counts is below
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        try:
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, 9)
            else:
                self.process.kill()
        except OSError:
            pass  # ended

    def crashed(self):
        """Whether it is gone: it may take a moment to fall."""
        try:
            self.desktop.getCurrentComponent()
            return False
        except Exception:
            return True

    def open(self, path):
        """A copy is opened: LibreOffice puts a lock beside what it opens."""
        copy = os.path.join(tempfile.mkdtemp(dir=self.home), os.path.basename(path))
        shutil.copyfile(path, copy)
        path = copy
        how = [prop("Hidden", True), prop("UpdateDocMode", 0), prop("MacroExecutionMode", 0)]
        if path.lower().endswith(".csv"):
            how += [prop("FilterName", FILTERS[".csv"][0]), prop("FilterOptions", OPEN_CSV)]
        doc = self.desktop.loadComponentFromURL(url(path), "_blank", 0, tuple(how))
        if doc is None:
            raise RuntimeError("LibreOffice could not open the file")
        if not doc.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            doc.close(True)
            raise RuntimeError("LibreOffice opened something that is no spreadsheet")
        return doc

    def blank(self):
        return self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (prop("Hidden", True),))


def save(doc, path):
    name, options = FILTERS[os.path.splitext(path)[1].lower()]
    how = [prop("FilterName", name), prop("Overwrite", True)]
    if options:
        how.append(prop("FilterOptions", options))
    doc.storeToURL(url(path), tuple(how))


def sheet_of(doc, e):
    sheets = doc.Sheets
    name = e.get("sheet", "")
    if not name:
        return sheets.getByIndex(0)
    if not sheets.hasByName(name):
        raise RuntimeError("there is no sheet %r: %r" % (name, sheets.ElementNames))
    return sheets.getByName(name)


def cell_of(doc, e):
    return sheet_of(doc, e).getCellRangeByName(e["cell"]).getCellByPosition(0, 0)


def type_in(office, doc, e):
    """What is typed and left with Enter: the cell's format and the locale say what it becomes."""
    cell_of(doc, e).FormulaLocal = e["text"]


def text_in(office, doc, e):
    """Text whatever it looks like, as after an apostrophe."""
    cell_of(doc, e).setString(e["text"])


def clear(office, doc, e):
    sheet_of(doc, e).getCellRangeByName(e["cell"]).clearContents(CONTENTS)


def delete_rows(office, doc, e):
    sheet_of(doc, e).Rows.removeByIndex(e["row"] - 1, e.get("count", 1))


def insert_rows(office, doc, e):
    sheet_of(doc, e).Rows.insertByIndex(e["row"] - 1, e.get("count", 1))


def copy_row(office, doc, e):
    """The row's cells copied over those of row `to`."""
    sheet = sheet_of(doc, e)
    source = sheet.getCellRangeByName("%d:%d" % (e["row"], e["row"])).RangeAddress
    sheet.copyRange(sheet.getCellByPosition(0, e["to"] - 1).CellAddress, source)


def sort(office, doc, e):
    """The range sorted by a column of it (0-based within the range)."""
    field = TableSortField()
    field.Field, field.IsAscending = e.get("column", 0), not e.get("descending", False)
    sheet_of(doc, e).getCellRangeByName(e["cell"]).sort((
        prop("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))),
        prop("ContainsHeader", e.get("header", False)), prop("IsSortColumns", False), prop("BindFormatsToContent", True)))


def delete_sheet(office, doc, e):
    sheet_of(doc, e)
    doc.Sheets.removeByName(e["sheet"])


def rename_sheet(office, doc, e):
    sheet_of(doc, e).Name = e["text"]


def show_sheet(office, doc, e):
    sheet_of(doc, e).IsVisible = True


def keep_only(office, doc, e):
    """The sheet copied into a new file, which is then the one that is edited and saved."""
    sheet_of(doc, e)
    new = office.blank()
    old = new.Sheets.ElementNames
    new.Sheets.importSheet(doc, e["sheet"], 0)
    for name in old:
        if name in new.Sheets.ElementNames and name != e["sheet"]:
            new.Sheets.removeByName(name)
    doc.close(True)
    return new


def values_only(office, doc, e):
    """The cells' contents pasted into a new file without formats, notes or anything else."""
    source = sheet_of(doc, e)
    area = used(source)
    new = office.blank()
    target = new.Sheets.getByIndex(0)
    a = area.RangeAddress
    target.getCellRangeByPosition(a.StartColumn, a.StartRow, a.EndColumn, a.EndRow).setDataArray(area.getDataArray())
    target.Name = e.get("text") or "Sheet1"
    doc.close(True)
    return new


EDITS = {f.__name__: f for f in (text_in, clear, delete_rows, insert_rows, copy_row, sort, delete_sheet,
                                 rename_sheet, show_sheet, keep_only, values_only)}
EDITS["type"] = type_in


def edit(office, task):
    doc = office.open(task["in"])
    try:
        for n, e in enumerate(task.get("edits") or []):
            try:
                doc = EDITS[e["do"]](office, doc, e) or doc
            except Exception as err:
                raise RuntimeError("edit %d, %s %s %s: %s" % (n, e["do"], e.get("sheet", ""), e.get("cell", ""), err))
        save(doc, task["out"])
    finally:
        doc.close(True)
    return {}


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    a = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, a.EndColumn, a.EndRow)


def look(office, task):
    doc = office.open(task["in"])
    try:
        return {"sheets": [look_at(s) for s in sheets_of(doc)],
                "links": doc.ExternalDocLinks.Count + doc.DDELinks.Count + doc.AreaLinks.Count + doc.SheetLinks.Count}
    finally:
        doc.close(True)


def sheets_of(doc):
    return [doc.Sheets.getByIndex(i) for i in range(doc.Sheets.Count)]


def look_at(sheet):
    formulas = {}
    for cell in cells_of(sheet.queryContentCells(FORMULA)):
        formulas[cell.AbsoluteName.rsplit(".", 1)[1].replace("$", "")] = cell.Formula
    notes = {}
    for i in range(sheet.Annotations.Count):
        n = sheet.Annotations.getByIndex(i)
        at = sheet.getCellByPosition(n.Position.Column, n.Position.Row)
        notes[at.AbsoluteName.rsplit(".", 1)[1].replace("$", "")] = n.String
    rows = [[shown(v) for v in row] for row in used(sheet).getDataArray()]
    return {"name": sheet.Name, "hidden": not sheet.IsVisible, "rows": rows, "formulas": formulas, "notes": notes,
            "validated": validated(sheet)}


def shown(v):
    if v is None:
        return "#ERROR"
    if isinstance(v, str):
        return v
    return repr(int(v)) if v == int(v) else repr(v)


def cells_of(ranges):
    found = ranges.Cells.createEnumeration()
    while found.hasMoreElements():
        yield found.nextElement()


def validated(sheet):
    """How many ranges have a validation of which kind: drop-downs are LIST."""
    counts = {}
    areas = sheet.UniqueCellFormatRanges
    for i in range(areas.Count):
        v = areas.getByIndex(i).Validation
        kind = v.Type.value
        if kind != "ANY" or v.ShowInputMessage and v.InputMessage:
            counts[kind] = counts.get(kind, 0) + 1
    return counts


TASKS = {"edit": edit, "look": look}


def do(office, task):
    try:
        return TASKS[task["do"]](office, task)
    except Exception as err:
        return {"error": "%s: %s" % (type(err).__name__, err)}


def main():
    """A task that LibreOffice falls at is given to another one: it does so now and
    then, at anything. What makes it fall each time is told."""
    arguments = sys.argv[1], sys.argv[2], float(sys.argv[3])
    office = Office(*arguments)
    try:
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            task = json.loads(line)
            answer = do(office, task)
            for _ in range(2):
                if "error" not in answer or not office.crashed():
                    break
                print("LibreOffice fell at this task, and is started again: " + line, file=sys.stderr, flush=True)
                office.end()
                office = Office(*arguments)
                answer = do(office, task)
            print(json.dumps(answer), flush=True)
    finally:
        office.end()


main()

#!/usr/bin/env python3
"""check_layout.py [ROOT [TABLE]]: which file includes which.

Prints what is wrong, one fault a line, and ends with status 1 if there is any:
- an include that the table does not allow (default: .ci/layout.txt), or a folder it does not name;
- a circle in the table, or of files that include each other;
- an #include "..." that names no file of the project from its root;
- a dec_* file that reaches an enc_* file: through includes, and from a header to the .cc file that
  implements it, since the linker goes there.
Generated headers in build folders are not looked at.
"""
import os
import re
import sys

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.MULTILINE)
# Public headers are named from these folders.
INCLUDE_FOLDERS = ("", "base/include", "codec/include", "archive/include")
SOURCES = (".h", ".cc")


def read_table(path):
    """{folder: set of folders}, "*" as it stands."""
    table = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            folder, colon, allowed = line.partition(":")
            if not colon or folder in table:
                sys.exit(f"{path}:{number}: not `FOLDER: FOLDERS`, or a folder for the second time")
            table[folder] = set(allowed.split())
    return table


def find_circle(edges):
    """The nodes of one circle in {node: nodes}, or None."""
    done = set()
    for start in sorted(edges):
        path, on_path = [], set()
        stack = [(start, iter(sorted(edges.get(start, ()))))]
        path.append(start)
        on_path.add(start)
        while stack:
            node, successors = stack[-1]
            for successor in successors:
                if successor in on_path:
                    return path[path.index(successor):] + [successor]
                if successor not in done:
                    stack.append((successor, iter(sorted(edges.get(successor, ())))))
                    path.append(successor)
                    on_path.add(successor)
                    break
            else:
                stack.pop()
                path.pop()
                on_path.discard(node)
                done.add(node)
    return None


def find_way(edges, start, is_goal):
    """The shortest way from start to a node that is_goal says yes to, or None."""
    came_from = {start: None}
    queue = [start]
    for node in queue:
        if node != start and is_goal(node):
            way = []
            while node is not None:
                way.append(node)
                node = came_from[node]
            return way[::-1]
        for successor in sorted(edges.get(node, ())):
            if successor not in came_from:
                came_from[successor] = node
                queue.append(successor)
    return None


class Layout:
    def __init__(self, root, table):
        self.root = root
        self.table = table
        self.faults = []
        self.files = set(self.find_files())
        self.includes = {}
        for file in sorted(self.files):
            self.includes[file] = self.included_by(file)

    def find_files(self):
        tops = {folder.split("/")[0] for folder in self.table}
        for top in sorted(tops):
            for folder, _, names in os.walk(os.path.join(self.root, top)):
                for name in names:
                    if name.endswith(SOURCES):
                        yield os.path.relpath(os.path.join(folder, name), self.root)

    def included_by(self, file):
        with open(os.path.join(self.root, file), encoding="utf-8") as source:
            names = INCLUDE.findall(source.read())
        out = set()
        for name in names:
            found = [path for path in (os.path.join(folder, name) for folder in INCLUDE_FOLDERS)
                     if path in self.files]
            if found:
                out.add(found[0])
            else:
                self.faults.append(f"{file} includes {name}, which is no file of the project")
        return out

    def folder_of(self, file):
        """The longest folder of the table that the file is in, or None."""
        fits = [folder for folder in self.table if file.startswith(folder + "/")]
        return max(fits, key=len, default=None)

    def check_table(self):
        named = {folder: set(self.table) & allowed for folder, allowed in self.table.items()}
        circle = find_circle(named)
        if circle:
            self.faults.append("circle in the table: " + " -> ".join(circle))
        for folder, allowed in self.table.items():
            for name in allowed - set(self.table) - {"*"}:
                # tests/support: a part of a folder that has a row.
                if self.folder_of(name + "/") is None:
                    self.faults.append(f"the table allows {folder} -> {name}, which has no row")

    def is_allowed(self, source, target, target_file):
        allowed = self.table[source]
        if target == source or target in allowed:
            return True
        if any(target_file.startswith(name + "/") and self.folder_of(name + "/") == target
               for name in allowed if name != "*"):
            return True
        # "*" means what is used, not those who use it too.
        return "*" in allowed and "*" not in self.table[target]

    def check_folders(self):
        for file in sorted(self.includes):
            source = self.folder_of(file)
            if source is None:
                self.faults.append(f"{file} is in no folder of the table")
                continue
            for target_file in sorted(self.includes[file]):
                target = self.folder_of(target_file)
                if target and not self.is_allowed(source, target, target_file):
                    self.faults.append(f"{file} includes {target_file}: "
                                       f"{source} -> {target} is not in the table")

    def check_circles(self):
        circle = find_circle(self.includes)
        if circle:
            self.faults.append("files include each other: " + " -> ".join(circle))

    def check_sides(self):
        edges = {file: set(targets) for file, targets in self.includes.items()}
        for file in self.files:
            implementation = file[:-2] + ".cc" if file.endswith(".h") else None
            if implementation in self.files:
                edges[file].add(implementation)
        is_encoder = lambda path: os.path.basename(path).startswith("enc_")
        for file in sorted(self.files):
            if os.path.basename(file).startswith("dec_") and not file.startswith("tests/"):
                way = find_way(edges, file, is_encoder)
                if way:
                    self.faults.append("decoder reaches encoder: " + " -> ".join(way))

    def check(self):
        self.check_table()
        self.check_folders()
        self.check_circles()
        self.check_sides()
        return self.faults


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    root = arguments[0] if arguments else os.path.dirname(here)
    table = arguments[1] if len(arguments) > 1 else os.path.join(root, ".ci", "layout.txt")
    layout = Layout(root, read_table(table))
    faults = layout.check()
    for fault in faults:
        print(fault)
    print(f"layout: {len(layout.files)} files, {len(faults)} faults")
    return 1 if faults or not layout.files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

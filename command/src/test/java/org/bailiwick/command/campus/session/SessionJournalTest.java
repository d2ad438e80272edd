package org.bailiwick.command.campus.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionJournalTest {
  @TempDir private Path folder;
  private final List<String> lines = new ArrayList<>();

  private void add(String file, String text) throws IOException {
    Files.writeString(
        folder.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<String> readNew(SessionJournal journal) throws IOException {
    lines.clear();
    journal.readNew(lines::add);
    return lines;
  }

  @Test
  void givesEachCompleteLineOnceInTheOrderOfDays() throws IOException {
    SessionJournal journal = new SessionJournal(folder);
    assertThat(readNew(journal)).isEmpty();
    add("2026-12-02.tsv", "c\nhalf");
    add("2026-12-01.tsv", "a\nb\n");
    add("other.txt", "x\n");
    assertThat(readNew(journal)).containsExactly("a", "b", "c");
    assertThat(readNew(journal)).isEmpty();
    add("2026-12-02.tsv", " a line\n");
    assertThat(readNew(journal)).containsExactly("half a line");
    Files.delete(folder.resolve("2026-12-01.tsv"));
    Files.writeString(folder.resolve("2026-12-02.tsv"), "n\n");
    assertThat(readNew(journal)).containsExactly("n");
  }

  @Test
  void readsALargeJournalInParts() throws IOException {
    String line = "x".repeat(999);
    add("2026-12-01.tsv", (line + "\n").repeat(3000));
    add("2026-12-02.tsv", "y".repeat(3 * 1024 * 1024)); // nothing that the server would write
    add("2026-12-02.tsv", "\nlast\n");
    assertThat(readNew(new SessionJournal(folder)))
        .hasSizeBetween(3001, 3002)
        .startsWith(line)
        .endsWith("last");
  }

  @Test
  void saysThatTheFolderIsGone() throws IOException {
    SessionJournal journal = new SessionJournal(folder.resolve("gone"));
    assertThatThrownBy(() -> journal.readNew(lines::add)).isInstanceOf(IOException.class);
  }
}

package org.bailiwick.aca.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {

  @TempDir private Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
  private final InstantSource time = now::get;
  private FolderSource<List<Integer>> source;

  @BeforeEach
  void open() {
    Clock clock = time.withZone(ZoneOffset.UTC);
    source =
        new FolderSource<>(
            folder,
            ".txt",
            files -> files.stream().map(file -> Integer.parseInt(file.text())).toList(),
            clock);
  }

  @Test
  void seesFilesComeChangeAndGo() throws IOException {
    assertThat(source.current()).isEmpty();
    write("a.txt", "1");
    write("b.json", "not ours");
    assertThat(source.current()).containsExactly(1);
    write("a.txt", "22");
    assertThat(source.current()).containsExactly(22);
    Files.delete(folder.resolve("a.txt"));
    pass();
    assertThat(source.current()).isEmpty();
  }

  @Test
  void isClosedWhileAFileIsBrokenAndOpensWhenItIsMended() throws IOException {
    write("a.txt", "1");
    assertThat(source.current()).containsExactly(1);
    write("a.txt", "broken");
    assertThatThrownBy(source::current)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("configuration-unreadable"));
    write("a.txt", "333");
    assertThat(source.current()).containsExactly(333);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
    pass();
  }

  private void pass() {
    now.updateAndGet(instant -> instant.plusSeconds(2));
  }
}

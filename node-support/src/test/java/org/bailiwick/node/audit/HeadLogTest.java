package org.bailiwick.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadLogTest {
  private static final int LINES = 300;

  @TempDir private Path folder;

  /** Lines of all lengths, some longer than what is read at once, and one that a crash left. */
  @Test
  void goesThroughTheLinesFromTheNewestToTheOldest() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < LINES; number++) {
      lines.add(number + "-" + "x".repeat(number == 100 ? 70_000 : number * 7 % 500));
    }
    HeadLog log = new HeadLog(file(String.join("\n", lines) + "\nunfinis"));
    List<String> seen = new ArrayList<>();
    assertThat(log.newest(seenIn(seen))).isEmpty();
    assertThat(seen).isEqualTo(lines.reversed());
    assertThat(log.last()).contains(lines.getLast());
  }

  @Test
  void stopsAtTheFirstThatIsWanted() throws IOException {
    HeadLog log = new HeadLog(file("one\ntwo\nthree\n"));
    List<String> seen = new ArrayList<>();
    assertThat(
            log.newest(
                line -> {
                  seen.add(line);
                  return line.equals("two") ? Optional.of(line.length()) : Optional.empty();
                }))
        .contains(3);
    assertThat(seen).containsExactly("three", "two");
  }

  @Test
  void findsNothingInNothing() throws IOException {
    assertThat(new HeadLog(folder.resolve("none")).newest(Optional::of)).isEmpty();
    assertThat(new HeadLog(file("")).newest(Optional::of)).isEmpty();
    assertThat(new HeadLog(file("unfinished")).newest(Optional::of)).isEmpty();
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("heads.jws"), content);
  }

  private static Function<String, Optional<String>> seenIn(List<String> seen) {
    return line -> {
      seen.add(line);
      return Optional.empty();
    };
  }
}

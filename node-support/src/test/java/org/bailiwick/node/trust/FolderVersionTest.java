package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change of a file gives another text, also one that the file system's clock cannot tell. */
class FolderVersionTest {
  private static final FileTime LONG_AGO =
      FileTime.from(Instant.parse("2026-01-01T00:00:00.123456Z"));

  private final FolderVersion versions = new FolderVersion(1);

  @TempDir Path folder;

  private void write(String text, FileTime time) throws IOException {
    Files.setLastModifiedTime(Files.writeString(folder.resolve("a.json"), text), time);
  }

  private String version() throws IOException {
    return versions.of(folder);
  }

  @Test
  void theTextStaysAsLongAsNothingChanges() throws IOException {
    assertThat(versions.of(folder.resolve("none"))).isEqualTo("none");
    write("one", LONG_AGO);
    Files.setLastModifiedTime(folder, LONG_AGO);
    String before = version();
    assertThat(version()).isEqualTo(before);
    write("three", LONG_AGO);
    assertThat(version()).isNotEqualTo(before);
    write("one", FileTime.from(LONG_AGO.toInstant().plusNanos(1000)));
    assertThat(version()).isNotEqualTo(before);
  }

  @Test
  void aSecondChangeOfTheSameSizeAndTimeIsSeen() throws IOException {
    FileTime now = FileTime.from(Instant.now());
    write("one", now);
    String before = version();
    assertThat(version()).isEqualTo(before);
    write("two", now);
    assertThat(version()).isNotEqualTo(before);
  }
}

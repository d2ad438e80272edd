package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * A clock of one process that a test sets ahead and back while it runs: a small library that is
 * loaded before libc, so that whatever asks for the time gets it. Needs gcc.
 */
final class ShiftedClock {

  private final Path library;
  private final Path file;

  private ShiftedClock(Path folder) {
    this.library = folder.resolve("shift.so");
    this.file = folder.resolve("shift");
  }

  /** Right to begin with. */
  static ShiftedClock in(Path folder) throws IOException, InterruptedException {
    ShiftedClock clock = new ShiftedClock(folder);
    clock.shiftTo(Duration.ZERO);
    Path source = folder.resolve("shift.c");
    try (InputStream text = ShiftedClock.class.getResourceAsStream("/clock/shift.c")) {
      Files.copy(text, source);
    }
    Process compiler =
        new ProcessBuilder(
                "gcc", "-O2", "-shared", "-fPIC", "-o", clock.library.toString(), source.toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as("gcc").isZero();
    return clock;
  }

  /** The environment of a process with this clock. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CLOCK_SHIFT_FILE", file.toString());
  }

  /** Ahead, or behind where it is negative; in place, since processes have the file mapped. */
  void shiftTo(Duration shift) throws IOException {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    Files.write(
        file,
        seconds.putLong(shift.toSeconds()).array(),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }
}

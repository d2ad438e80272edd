package org.bailiwick.command.firewall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Puts earlier rules back unless somebody confirms the new ones, so that an operator who has locked
 * himself out gets in again. The wait is a process of its own, which needs neither this one nor the
 * operator's terminal.
 *
 * @param folder where the earlier rules and the mark of the wait are
 * @param nft the command by which rules are loaded
 */
record Confirmation(Path folder, List<String> nft) {
  private static final String PENDING = "pending.";
  private static final String EARLIER = "earlier.nft";

  /**
   * Waits, takes the mark away, and loads the earlier rules. A mark can be taken away once, by this
   * or by the one who confirms; each wait has its own.
   */
  private static final String WAIT =
      """
      sleep "$1" && mv "$2/$3" "$2/expired" 2>/dev/null || exit 0
      earlier=$2/earlier.nft log=$4; shift 4
      if "$@" --file "$earlier"; then event=firewall.restored; else event=firewall.not-restored; fi
      printf '{"time":"%s","event":"%s","reason":"not confirmed"}\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$event" >>"$log"
      """;

  /** Whether a load waits for its confirmation. */
  boolean isPending() throws IOException {
    return !marks().isEmpty();
  }

  private List<Path> marks() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(each -> each.getFileName().toString().startsWith(PENDING)).toList();
    }
  }

  /**
   * Begins to wait.
   *
   * @param earlier commands that load what is there now
   * @param log the file to which the process adds a line when it puts them back
   */
  void begin(String earlier, Duration wait, Path log) throws IOException {
    write(EARLIER, earlier);
    String mark = PENDING + UUID.randomUUID();
    write(mark, "");
    List<String> command =
        new ArrayList<>(
            List.of(
                "setsid",
                "sh",
                "-c",
                WAIT,
                "firewall-confirmation",
                Long.toString(wait.toSeconds()),
                folder.toString(),
                mark,
                log.toString()));
    command.addAll(nft);
    new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Ends the wait with the new rules; returns whether there was one. */
  boolean end() throws IOException {
    boolean ended = false;
    for (Path mark : marks()) {
      ended |= taken(mark);
    }
    return ended;
  }

  /** Takes a mark away; returns false if the time was over just now. */
  private boolean taken(Path mark) throws IOException {
    try {
      Files.move(
          mark,
          folder.resolve("confirmed"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void write(String name, String text) throws IOException {
    Files.write(
        folder.resolve(name),
        text.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
  }
}

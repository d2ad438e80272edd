package org.bailiwick.packetfilter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code nft}, by which rule sets reach the kernel. It needs the capability {@code
 * CAP_NET_ADMIN} in the network namespace whose packets are filtered.
 */
public final class Nft {
  private static final int LONGEST_SECONDS = 30;
  private static final int LONGEST_MESSAGE = 2_000;

  private final List<String> command;

  private Nft(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** Of the network namespace of this process. */
  public static Nft here() {
    return new Nft(List.of("nft"));
  }

  /** Of a network namespace that {@code ip netns add} has made. */
  public static Nft in(String namespace) {
    return new Nft(List.of("ip", "netns", "exec", namespace, "nft"));
  }

  /**
   * Has the kernel check a rule set without changing anything.
   *
   * @throws PacketFilterException if it is refused, with what {@code nft} says
   */
  public void check(String ruleSet) {
    run(ruleSet, "--check", "--file", "-");
  }

  /**
   * Loads commands of nft in one transaction.
   *
   * @throws PacketFilterException if it is refused; then nothing has changed
   */
  public void load(String ruleSet) {
    run(ruleSet, "--file", "-");
  }

  /** What a command of nft prints as JSON, for example {@code list table inet bailiwick_fw}. */
  public String json(String... words) {
    List<String> arguments = new ArrayList<>(List.of("--json"));
    arguments.addAll(List.of(words));
    return run("", arguments.toArray(String[]::new));
  }

  /**
   * How nft lists a table of a rule set that is loaded into an empty network namespace, which ends
   * at once: nothing on this machine changes. Who is not root needs user namespaces.
   *
   * @throws PacketFilterException if the rule set or the namespace is refused
   */
  public static String listed(String ruleSet, String table) {
    List<String> words = new ArrayList<>(List.of("unshare", "--net"));
    if (!"root".equals(System.getProperty("user.name"))) {
      words.add("--map-root-user");
    }
    words.addAll(
        List.of("sh", "-c", "nft --file - && exec nft --json list table inet \"$1\"", "sh"));
    return new Nft(words).run(ruleSet, table);
  }

  /** What a command of nft prints in the form that it loads. */
  public String text(String... words) {
    return run("", words);
  }

  private String run(String input, String... arguments) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    Path given = null;
    Path printed = null;
    try {
      given = Files.createTempFile("bailiwick-nft", ".in");
      printed = Files.createTempFile("bailiwick-nft", ".out");
      Files.writeString(given, input);
      return result(
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectInput(given.toFile())
              .redirectOutput(printed.toFile())
              .start(),
          printed);
    } catch (IOException e) {
      throw new PacketFilterException(
          "the program nft could not be run; it is in the package nftables: " + e.getMessage(), e);
    } finally {
      delete(given);
      delete(printed);
    }
  }

  private static String result(Process process, Path printed) throws IOException {
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new PacketFilterException("nft has not ended within " + LONGEST_SECONDS + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PacketFilterException("nft was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(printed, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new PacketFilterException(
          "nft refused: " + text.substring(0, Math.min(LONGEST_MESSAGE, text.length())).strip());
    }
    return text;
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A temporary file that stays does no harm.
    }
  }
}

package org.bailiwick.command.enrolment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.key.AtomicFile;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The file in the agent's folder with the options of {@code enrol}, one on each line; they name
 * files with secrets and contain none. Renewals use it. Until there is a credential it has another
 * name, so that a failed request changes nothing.
 */
public final class OptionsFile {
  public static final String NAME = "enrolment.options";

  private final Path folder;

  public OptionsFile(CredentialFolder folder) {
    this.folder = folder.path();
  }

  private Path file() {
    return folder.resolve(NAME);
  }

  private Path begunFile() {
    return folder.resolve(NAME + ".begun");
  }

  /** The options with which the folder's credential was enrolled. */
  public EnrolmentOptions read() {
    return parse(file());
  }

  /** The options of the undecided request. */
  public EnrolmentOptions begun() {
    return parse(Files.exists(begunFile()) ? begunFile() : file());
  }

  /**
   * The names of options that are not those of the folder's undecided request or credential. A home
   * counts only if it is given as an option, since the environment may have another one each time.
   */
  public Set<String> changes(EnrolmentOptions options, ParseResult given) {
    Path earlier = Files.exists(begunFile()) ? begunFile() : file();
    if (!Files.exists(earlier)) {
      return new TreeSet<>();
    }
    Set<String> differing = new TreeSet<>(text(options, given));
    for (String line : TextFiles.read(earlier).lines().toList()) {
      if (!differing.remove(line)) {
        differing.add(line);
      }
    }
    return differing.stream()
        .filter(line -> line.startsWith("-"))
        .map(line -> line.split("=", 2)[0])
        .filter(name -> !name.equals("--home") || given.hasMatchedOption(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static EnrolmentOptions parse(Path file) {
    EnrolmentOptions options = new EnrolmentOptions();
    String[] lines =
        TextFiles.read(file)
            .lines()
            .filter(line -> line.startsWith("-"))
            .map(line -> line.replaceFirst("^--anchor=", "--attestor=")) // its name in older files
            .distinct() // older files have each capability as often as there are capabilities
            .toArray(String[]::new);
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(lines);
    return options;
  }

  /** Stores the options of the command line, with absolute paths. */
  public void begin(EnrolmentOptions options, ParseResult given) {
    try {
      Files.createDirectories(folder);
      AtomicFile.secret(begunFile(), String.join("\n", text(options, given)) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + begunFile(), e);
    }
  }

  private static List<String> text(EnrolmentOptions options, ParseResult given) {
    List<String> lines = new ArrayList<>();
    lines.add("# How this agent is enrolled and renewed: options of agent enrol, one a line.");
    // An option that was given several times is matched as often.
    for (OptionSpec option : new LinkedHashSet<>(given.matchedOptions())) {
      if (isOfEnrolment(option) && !option.longestName().equals("--replaces")) {
        lines.addAll(lines(option));
      }
    }
    if (!given.hasMatchedOption("--home")) {
      options.domain().home().ifPresent(home -> lines.add("--home=" + home.toAbsolutePath()));
    }
    return lines;
  }

  /** Makes these the options of renewals, once there is a credential. */
  public void complete() throws IOException {
    if (Files.exists(begunFile())) {
      Files.move(begunFile(), file(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Whether the option belongs to the enrolment, and not only to this run of the command. */
  private static boolean isOfEnrolment(OptionSpec option) {
    return new CommandLine(new EnrolmentOptions()).getCommandSpec().findOption(option.longestName())
        != null;
  }

  private static List<String> lines(OptionSpec option) {
    if (option.arity().max() == 0) {
      return List.of(option.longestName());
    }
    boolean file = option.type() == Path.class;
    return option.originalStringValues().stream()
        .map(value -> file ? Path.of(value).toAbsolutePath().toString() : value)
        .map(value -> option.longestName() + "=" + value)
        .toList();
  }
}

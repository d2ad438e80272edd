package org.bailiwick.command.message;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with the arguments of a command, which name was probably meant, how the
 * command is called, and where its help is. The exit code is 2.
 */
final class WrongArguments implements IParameterExceptionHandler {

  /** The parser's message for a value that is not of the option's type, with a Java exception. */
  private static final Pattern CONVERSION =
      Pattern.compile("(?s)(.*?): cannot convert '(.*)' to (?:class )?(?:\\w+\\.)*(\\w+) \\(.*\\)");

  private static final Map<String, String> FORMS =
      Map.of(
          "Duration", "a time such as PT30S, PT5M or P1D",
          "Instant", "a moment such as 2026-01-31T12:00:00Z",
          "URI", "a URL such as https://ca.example:8443",
          "int", "a whole number",
          "long", "a whole number",
          "Integer", "a whole number",
          "Long", "a whole number");

  @Override
  public int handleParseException(ParameterException fault, String[] arguments) {
    CommandLine line = fault.getCommandLine();
    CommandSpec command = line.getCommandSpec();
    PrintWriter err = line.getErr();
    err.println("bailiwick: " + text(fault, List.of(arguments)));
    if (command.subcommands().isEmpty()) {
      String heading = "Usage: ";
      err.print(heading + line.getHelp().synopsis(heading.length()));
    } else {
      line.usage(err);
    }
    err.println("Help: " + command.qualifiedName() + " --help");
    return command.exitCodeOnInvalidInput();
  }

  private static String text(ParameterException fault, List<String> arguments) {
    Optional<String> unknown = unknownOption(fault, arguments);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    if (fault instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched, fault.getCommandLine().getCommandSpec());
    }
    Matcher conversion = CONVERSION.matcher(String.valueOf(fault.getMessage()));
    return conversion.matches()
        ? "%s: '%s' is not %s"
            .formatted(
                conversion.group(1),
                conversion.group(2),
                FORMS.getOrDefault(conversion.group(3), "of the type " + conversion.group(3)))
        : String.valueOf(fault.getMessage());
  }

  /** The parser says that an option is missing before it says that another one is unknown. */
  private static Optional<String> unknownOption(ParameterException fault, List<String> arguments) {
    CommandSpec command = fault.getCommandLine().getCommandSpec();
    return fault instanceof MissingParameterException
        ? arguments.stream()
            .filter(word -> word.startsWith("--") && word.length() > 2)
            .map(WrongArguments::name)
            .filter(name -> !command.optionsMap().containsKey(name))
            .findFirst()
            .map(name -> unknown(name, command))
        : Optional.empty();
  }

  private static String name(String word) {
    return word.replaceFirst("=.*", "");
  }

  private static String unknown(String option, CommandSpec command) {
    return "Unknown option: '" + option + "'" + nearest(option, optionsOf(command));
  }

  private static String unmatched(UnmatchedArgumentException fault, CommandSpec command) {
    String word = fault.getUnmatched().getFirst();
    if (word.startsWith("-")) {
      return unknown(name(word), command);
    }
    Collection<String> commands = command.subcommands().keySet();
    return commands.isEmpty()
        ? "One argument too many: '" + word + "'"
        : "There is no command '" + word + "'" + nearest(word, commands);
  }

  private static List<String> optionsOf(CommandSpec command) {
    return command.options().stream().map(OptionSpec::longestName).toList();
  }

  private static String nearest(String word, Collection<String> names) {
    return Nearest.of(word, names).map(name -> ". Did you mean " + name + "?").orElse("");
  }
}

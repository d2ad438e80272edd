package org.bailiwick.command.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A help that fits a screen where it can: what is required stands in the first line and is marked
 * by an asterisk, and comes before what is not.
 */
final class OneScreenHelp extends Help {
  private static final String MARK = "* ";
  private static final String NO_MARK = "  ";
  private static final int LONGEST_NAME = 30;
  private static final int SHORTEST_TEXT = 30;

  /** Options that some commands of a group of options require say so in their description. */
  private static final String SAID = "(required";

  OneScreenHelp(CommandSpec spec, ColorScheme colors) {
    super(spec, colors);
  }

  /** The options of a group exclude each other, so that none of them is required by itself. */
  static boolean isRequired(ArgSpec argument) {
    return (argument.required() && argument.group() == null)
        || String.join(" ", argument.description()).contains(SAID);
  }

  @Override
  public String synopsis(int headingLength) {
    List<String> words = new ArrayList<>();
    words.add(commandSpec().qualifiedName());
    shownOptions().stream().filter(OneScreenHelp::isRequired).map(this::name).forEach(words::add);
    if (shownOptions().stream().anyMatch(option -> !isRequired(option))) {
      words.add("[OPTION…]");
    }
    commandSpec().positionalParameters().stream().map(OneScreenHelp::label).forEach(words::add);
    if (!commandSpec().subcommands().isEmpty()) {
      words.add("COMMAND");
    }
    return wrapped(words, headingLength) + System.lineSeparator();
  }

  private static String label(PositionalParamSpec parameter) {
    String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "…" : "");
    return parameter.arity().min() > 0 ? label : "[" + label + "]";
  }

  /** Without the short names, since each option has a long one. */
  private String name(OptionSpec option) {
    return option.arity().max() == 0
        ? option.longestName()
        : option.longestName() + "=" + option.paramLabel();
  }

  private List<OptionSpec> shownOptions() {
    Comparator<OptionSpec> order =
        Comparator.comparing((OptionSpec option) -> option.usageHelp() || option.versionHelp())
            .thenComparing(option -> !isRequired(option))
            .thenComparing(OptionSpec::longestName);
    return commandSpec().options().stream()
        .filter(option -> !option.hidden() && !option.versionHelp())
        .sorted(order)
        .toList();
  }

  /** All options, those of groups too. */
  @Override
  public String optionList() {
    return table(shownOptions().stream().map(option -> row(option, name(option))).toList());
  }

  @Override
  public String optionListExcludingGroups(List<OptionSpec> options) {
    return optionList();
  }

  @Override
  public String optionListGroupSections() {
    return "";
  }

  @Override
  public String parameterList(List<PositionalParamSpec> parameters) {
    return table(parameters.stream().map(each -> row(each, each.paramLabel())).toList());
  }

  /** One argument; several names are told apart from the text by two blanks at least. */
  private record Row(String mark, String name, String text) {}

  private static Row row(ArgSpec argument, String name) {
    String text = String.join(" ", argument.description());
    String standard = argument.defaultValue() == null ? "" : argument.defaultValue();
    return new Row(
        isRequired(argument) ? MARK : NO_MARK,
        name,
        text.replace("${DEFAULT-VALUE}", standard).replace("%%", "%").replace("%n", " ").strip());
  }

  private String table(List<Row> rows) {
    int names =
        rows.stream()
            .mapToInt(row -> row.name().length())
            .filter(length -> length <= LONGEST_NAME)
            .max()
            .orElse(LONGEST_NAME);
    return rows.stream().map(row -> line(row, names)).collect(Collectors.joining());
  }

  private String line(Row row, int names) {
    String begin = "  " + row.mark() + row.name();
    int indent = 2 + row.mark().length() + names + 2;
    String padded = begin + " ".repeat(Math.max(2, indent - begin.length()));
    List<String> words = new ArrayList<>(List.of(row.text().split(" ")));
    return padded + wrapped(words, padded.length(), indent) + System.lineSeparator();
  }

  private String wrapped(List<String> words, int column) {
    return wrapped(words, column, column + 4);
  }

  /** The words in lines; the first begins at this column, and the others are indented. */
  private String wrapped(List<String> words, int first, int indent) {
    int width = Math.max(commandSpec().usageMessage().width(), indent + SHORTEST_TEXT);
    StringBuilder text = new StringBuilder();
    int column = first;
    for (String word : words) {
      boolean begins = text.isEmpty() || text.charAt(text.length() - 1) == ' ';
      if (!begins && column + 1 + word.length() > width) {
        text.append(System.lineSeparator()).append(" ".repeat(indent));
        column = indent;
      } else if (!begins) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.toString();
  }
}

package org.bailiwick.command.message;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * How the user calls this command: {@code ./bailiwick} in a clone, which is what all texts here
 * say, and {@code bailiwick} where it is installed. The launcher says which by {@code
 * BAILIWICK_PROGRAM}.
 */
public final class ProgramName {
  private static final String IN_A_CLONE = "./bailiwick";
  private static final List<String> HELP = List.of("-h", "--help", "help");

  private ProgramName() {}

  /**
   * Has a command call itself so in refusals and in its help. What else it prints stays as it is,
   * since that may be data.
   *
   * @param name the name; null means that of a clone
   */
  public static void give(CommandLine line, String name, String... arguments) {
    if (name == null || name.equals(IN_A_CLONE)) {
      return;
    }
    line.setCommandName(name);
    line.setErr(new Renaming(line.getErr(), name));
    if (Arrays.stream(arguments).anyMatch(HELP::contains)) {
      line.setOut(new Renaming(line.getOut(), name));
    }
  }

  private static final class Renaming extends PrintWriter {
    private final String name;

    Renaming(PrintWriter to, String name) {
      super(to, true);
      this.name = name;
    }

    @Override
    public void write(String text, int offset, int length) {
      String renamed = text.substring(offset, offset + length).replace(IN_A_CLONE, name);
      super.write(renamed, 0, renamed.length());
    }
  }
}

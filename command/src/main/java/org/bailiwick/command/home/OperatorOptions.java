package org.bailiwick.command.home;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that name a home and the operator who calls one of its nodes. */
public final class OperatorOptions {
  @Option(
      names = "--home",
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "Home of the nodes (BAILIWICK_HOME).")
  private Path home;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description =
          "Operator: NAME.key and NAME.pem of the home's operators folder"
              + " (officer-1, or auditor-1 for audit and lists).")
  private String operator;

  public OperatorClient connect(String defaultName) {
    return connect(defaultName, Component.AUTHORITY);
  }

  /**
   * Calls a component of the home.
   *
   * @param defaultName the operator's name if {@code --as} gives none
   */
  public OperatorClient connect(String defaultName, Component component) {
    return OperatorClient.open(home(), named(defaultName), component);
  }

  /** The operator's name, as files in the home's folder of operators have it. */
  public String named(String defaultName) {
    return operator == null ? defaultName : operator;
  }

  /** Whether {@code --as} was given. */
  boolean isNamed() {
    return operator != null;
  }

  public Path home() {
    if (home == null) {
      throw new IllegalArgumentException("Set BAILIWICK_HOME or give --home");
    }
    return home;
  }
}

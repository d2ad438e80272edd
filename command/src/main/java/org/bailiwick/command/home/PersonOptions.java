package org.bailiwick.command.home;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.bailiwick.client.dpop.BoundToken;
import picocli.CommandLine.Option;

/** Options of a person who calls a node with a token instead of an operator's certificate. */
public final class PersonOptions {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "As a person: a file with the access token of a sign-in at the edge.")
  private Path token;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "With --token-file: the key to which the token is bound, PKCS #8 in PEM.")
  private Path key;

  /**
   * Calls a component of the operator's home as the person, if there is a token, and otherwise as
   * the operator.
   *
   * @param defaultName the operator's name if {@code --as} gives none
   */
  public OperatorClient connect(OperatorOptions operator, String defaultName, Component component) {
    if (token == null && key == null) {
      return operator.connect(defaultName, component);
    }
    if (token == null || key == null || operator.isNamed()) {
      throw new IllegalArgumentException("Give --token-file with --key-file, and without --as");
    }
    try {
      BoundToken shown = BoundToken.read(token, key, Clock.systemUTC());
      return OperatorClient.open(operator.home(), shown, component);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read the token: " + e.getMessage(), e);
    }
  }
}

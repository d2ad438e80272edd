package org.bailiwick.command.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ca token-init}: runs hsm-config/init-token.sh. */
@Command(
    name = "token-init",
    description = {
      "Makes the SoftHSM2 tokens root, authority and domain with random PINs, and their SunPKCS11"
          + " configurations. Leaves complete tokens alone.",
      "For another vendor's HSM see hsm-config/README.md."
    })
public final class TokenInitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "The script (default: hsm-config/init-token.sh below the current folder).")
  private Path script = Path.of("hsm-config", "init-token.sh");

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      required = true,
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "State folder (default: BAILIWICK_HOME).")
  private Path home;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isExecutable(script)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), script + " is not there; name it with --script");
    }
    ProcessBuilder builder = new ProcessBuilder(script.toAbsolutePath().toString()).inheritIO();
    builder.environment().put("BAILIWICK_HOME", home.toAbsolutePath().toString());
    return builder.start().waitFor();
  }
}

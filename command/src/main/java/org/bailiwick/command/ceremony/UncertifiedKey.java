package org.bailiwick.command.ceremony;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;

/**
 * A private key that a killed ceremony left without a certificate. Java's key store does not show
 * such a key, so OpenSC's {@code pkcs11-tool} is used, with which tokens are initialised too.
 */
record UncertifiedKey(PlannedToken token, String label) {
  /**
   * Deletes the key; the tool gets the PIN in its environment.
   *
   * @return whether the token had the key
   * @throws IOException if the tool is not installed or failed; the message says which
   */
  boolean delete() throws IOException {
    if (!isThere()) {
      return false;
    }
    run("--delete-object", "--type", "privkey", "--label", label);
    if (isThere()) {
      throw new IOException("the token still holds " + label);
    }
    return true;
  }

  private boolean isThere() throws IOException {
    return run("--list-objects", "--type", "privkey")
        .lines()
        .anyMatch(line -> line.strip().matches("label:\\s+" + label));
  }

  private String run(String... arguments) throws IOException {
    Properties configuration = new Properties();
    configuration.load(Files.newBufferedReader(token.configuration(), StandardCharsets.UTF_8));
    List<String> command =
        new ArrayList<>(
            List.of(
                "pkcs11-tool",
                "--module",
                configuration.getProperty("library"),
                configuration.containsKey("tokenLabel") ? "--token-label" : "--slot",
                configuration.getProperty("tokenLabel", configuration.getProperty("slot", "")),
                "--login",
                "--pin",
                "env:BAILIWICK_PIN"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("BAILIWICK_PIN", Files.readString(token.pinFile()).strip());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("pkcs11-tool: " + output.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("pkcs11-tool was interrupted", e);
    }
    return output;
  }
}

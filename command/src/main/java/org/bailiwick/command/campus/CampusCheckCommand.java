package org.bailiwick.command.campus;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.client.status.StatusAnswer;
import org.bailiwick.client.status.StatusClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code campus check}: has FreeRADIUS read its configuration, and looks at what it depends on; it
 * names each fault, and ends with 1 if there is one.
 */
@Command(
    name = "check",
    description =
        "Checks the configuration, the server's credential and the OCSP responder; ends with 1 if"
            + " something is wrong.")
final class CampusCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--folder",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of campus setup.")
  private Path folder;

  @Override
  public Integer call() {
    RadiusFolder configuration = RadiusFolder.at(folder);
    ServerCredential own = ServerCredential.at(configuration.credential());
    print("credential  " + own.name());
    print("ends        " + own.chain().getFirst().getNotAfter().toInstant());
    print("chain       " + ServerCredential.octets(own.chain()) + " octets");
    print("responder   " + configuration.ocsp());
    List<String> faults = new ArrayList<>(own.faults(Instant.now()));
    if (!own.chain().getLast().getIssuerX500Principal().equals(anchor(configuration))) {
      faults.add("the chain does not lead to the root in " + RadiusFolder.ANCHORS);
    }
    faults.addAll(secrets(configuration));
    faults.addAll(status(configuration, own));
    faults.addAll(program(configuration));
    faults.forEach(each -> print("FAULT: " + each));
    if (faults.isEmpty()) {
      print("The configuration is right.");
    }
    return faults.isEmpty() ? 0 : 1;
  }

  private static X500Principal anchor(RadiusFolder configuration) {
    return configuration.anchors().getFirst().getSubjectX500Principal();
  }

  private static List<String> secrets(RadiusFolder configuration) {
    try {
      RadiusClient.requireSecret(configuration.path().resolve(RadiusFolder.CLIENTS));
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
  }

  /** Asks as FreeRADIUS does, about a certificate that must be good. */
  private static List<String> status(RadiusFolder configuration, ServerCredential own) {
    List<X509Certificate> chain = own.chain();
    if (chain.size() < 2) {
      return List.of();
    }
    URI responder = configuration.ocsp();
    StatusAnswer answer = StatusClient.ask(responder, chain.getFirst(), chain.get(1));
    return switch (answer) {
      case StatusAnswer.Good good -> List.of();
      case StatusAnswer.Revoked revoked ->
          List.of("the server's credential was revoked at " + revoked.at());
      case StatusAnswer.Unknown unknown ->
          List.of("nobody is admitted, for " + responder + ": " + unknown.reason());
    };
  }

  private static List<String> program(RadiusFolder configuration) {
    String folders = System.getenv().getOrDefault("PATH", "");
    return RadiusProgram.find(folders)
        .map(program -> program.check(configuration))
        .orElse(
            List.of(
                "FreeRADIUS is not installed (apt-get install --no-install-recommends freeradius)"));
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line.replaceAll("\\p{Cntrl}", "?"));
    spec.commandLine().getOut().flush();
  }
}

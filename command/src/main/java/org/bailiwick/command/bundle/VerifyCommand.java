package org.bailiwick.command.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.bundle.BundleDraft;
import org.bailiwick.policy.bundle.BundleRules;
import org.bailiwick.policy.bundle.BundleRules.InForce;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.bailiwick.policy.bundle.PolicyBundle;
import org.bailiwick.policy.bundle.VerifiedBundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy verify}: what a bundle is, and whether a node would take its signatures. */
@Command(
    name = "verify",
    description = {
      "Shows a bundle and verifies its signatures and files as a node would, by an operator CA.",
      "Does not ask whether a certificate is revoked, nor what is in force.",
      "Ends with 1 and the failing check if a node would refuse the bundle."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BUNDLE", description = "File of a bundle.")
  private Path bundle;

  @Option(
      names = "--home",
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "Home of the nodes (BAILIWICK_HOME), for its operator CA.")
  private Path home;

  @Option(
      names = "--operator-ca",
      paramLabel = "FILE",
      description = "Certificate of the operator CA in DER, instead of the home's.")
  private Path operatorCa;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    byte[] octets = Files.readAllBytes(bundle);
    try {
      BundleDraft draft = BundleDraft.read(octets);
      describe(draft, out);
      BundleDraft.Terms terms = draft.terms();
      VerifiedBundle verified =
          PolicyBundle.verify(
              octets,
              new BundleRules(
                  terms.trustDomain(),
                  terms.components().iterator().next(),
                  trust(Pem.certificate(Files.readAllBytes(anchor()))),
                  0,
                  InForce.none(),
                  Clock.systemUTC().instant()));
      verified.signers().forEach(signer -> out.println("signed by " + signer));
      out.println(verified.decisions().inForce().size() + " policies");
      return 0;
    } catch (PolicyRefusedException refused) {
      out.println("refused: " + refused.getMessage());
      return REFUSED;
    }
  }

  static void describe(BundleDraft draft, PrintWriter out) {
    BundleDraft.Terms terms = draft.terms();
    out.println(
        "bundle %d of %s for %s"
            .formatted(terms.number(), terms.trustDomain(), String.join(", ", terms.components())));
    out.println(
        "digest %s, %s, %d files, signatures: %d of %d"
            .formatted(
                draft.digest(),
                effective(terms.effectiveAt().toString()),
                draft.files().size(),
                draft.signatures(),
                terms.signatures()));
  }

  /** A bundle without a time has the first one of all, so that it is in force at once. */
  static String effective(String time) {
    return time.equals(Instant.EPOCH.toString()) ? "effective at once" : "effective at " + time;
  }

  private Path anchor() {
    if (operatorCa == null && home == null) {
      throw new IllegalArgumentException("Set BAILIWICK_HOME, or give --home or --operator-ca");
    }
    return operatorCa != null ? operatorCa : home.resolve("authority/ceremony/operator-ca.cer");
  }

  private static OfficerTrust trust(X509Certificate anchor) {
    return new OfficerTrust() {
      @Override
      public Collection<X509Certificate> operatorCas() {
        return List.of(anchor);
      }

      @Override
      public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
        return Status.GOOD;
      }
    };
  }
}

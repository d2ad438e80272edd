package org.bailiwick.ars.agreement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;

/** A folder of agreements, which a test changes. */
public final class TestAgreements {
  private final Path folder;
  private long nanos;
  private final RegistryAgreements agreements;

  public TestAgreements(Path folder, TrustDomain own) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.agreements = new RegistryAgreements(Optional.of(folder), own, () -> nanos);
  }

  public RegistryAgreements agreements() {
    return agreements;
  }

  /** Writes the file of this domain, and has it read. */
  public void write(String domain, String json) throws IOException {
    Files.writeString(folder.resolve(domain + ".json"), json);
    look();
  }

  public void remove(String domain) throws IOException {
    Files.delete(folder.resolve(domain + ".json"));
    look();
  }

  /** Writes the operator CA of a partner, as its description names it. */
  public void anchors(TestCa partner) throws IOException {
    Files.writeString(folder.resolve("operators.pem"), Pem.of(partner.operatorCa()));
  }

  private void look() {
    nanos += 1_000_000_000;
  }

  /** An agreement that exports agents with this capability and by these further members. */
  public static String exports(String domain, String capability, String more) {
    return """
    {"trust_domain": "%1$s",
     "reader": {"spiffe_ids": ["spiffe://%1$s/node/domain"], "anchors": "operators.pem", "crl": "none"},
     "exports": {"capabilities": ["%2$s"]%3$s}}
    """
        .formatted(domain, capability, more);
  }

  /** An agreement that takes agents with this capability over. */
  public static String imports(String domain, String capability, String more) {
    return """
    {"trust_domain": "%s", "registry": "https://registry.example/ars",
     "keys": {"jwks_uri": "https://registry.example/oauth/jwks"},
     "imports": {"capabilities": ["%s"]%s}}
    """
        .formatted(domain, capability, more);
  }
}

package org.bailiwick.node.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.policy.bundle.BundleDraft;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.bouncycastle.asn1.x509.GeneralName;

/** Policy bundles of a test, and what a verifier knows about the officers who sign them. */
public final class TestBundles implements OfficerTrust {
  public static final Set<String> COMPONENTS =
      Set.of("authority", "registry", "master", "enforcement-point");

  private final TestCa ca;
  private final Map<X509Certificate, Status> states = new ConcurrentHashMap<>();
  private volatile Status others = Status.GOOD;

  public TestBundles(TestCa ca) {
    this.ca = ca;
  }

  /** A few of the default policies, since it takes a while to load all of them. */
  public static Map<String, String> files() {
    Path folder = Path.of("..", "policy-engine", "src", "main", "policies");
    Map<String, String> files = new TreeMap<>();
    try {
      for (String name :
          List.of("schema.cedarschema", "activate-policies.cedar", "read-list.cedar")) {
        files.put(name, Files.readString(folder.resolve(name)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Terms for every component, in force at once. */
  public BundleDraft.Terms terms(long number, int signatures) {
    return terms(number, Instant.EPOCH, signatures);
  }

  public BundleDraft.Terms terms(long number, Instant effectiveAt, int signatures) {
    return new BundleDraft.Terms(
        ca.domain().name(), COMPONENTS, number, effectiveAt, signatures);
  }

  /** These files under these terms, signed by these officers. */
  public byte[] bundle(BundleDraft.Terms terms, TestLeaf... officers) {
    return signed(BundleDraft.of(terms, files()), officers).encode();
  }

  public static BundleDraft signed(BundleDraft draft, TestLeaf... officers) {
    BundleDraft signed = draft;
    try {
      for (TestLeaf officer : officers) {
        signed = signed.sign(officer.key(), officer.chain());
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return signed;
  }

  /** An officer's certificate with this key, which ends after {@code life} from a day ago. */
  public TestLeaf officer(String name, KeyPair key, Duration life) {
    Instant from = Instant.now().minus(Duration.ofDays(1));
    X509Certificate certificate =
        new TestCertificate("CN=" + name, key.getPublic(), from, from.plus(life))
            .endEntity(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier,
                    "spiffe://" + ca.domain().name() + "/operator/officer/" + name))
            .policy(AgentInformationExtension.POLICY_OPERATOR)
            .signedBy(ca.operatorCa().getSubjectX500Principal(), ca.operatorKey());
    return new TestLeaf(key.getPrivate(), List.of(certificate));
  }

  public void revoke(TestLeaf officer) {
    states.put(officer.certificate(), Status.REVOKED);
  }

  /** What is known of certificates that are not revoked. */
  public void know(Status status) {
    others = status;
  }

  @Override
  public Collection<X509Certificate> operatorCas() {
    return List.of(ca.operatorCa());
  }

  @Override
  public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
    return states.getOrDefault(officer, others);
  }
}

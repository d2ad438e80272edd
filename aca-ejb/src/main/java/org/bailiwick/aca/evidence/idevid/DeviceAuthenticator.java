package org.bailiwick.aca.evidence.idevid;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Verifies that a certificate chain is that of a device of a trusted manufacturer, by {@link
 * MakerChain} and the rules for IDevID certificates (IEEE 802.1AR-2018 section 8). No extended key
 * usage is required, since an IDevID usually has none.
 */
public final class DeviceAuthenticator {

  /** The name in profiles and policies; its evidence is the chain of the statement. */
  public static final String TYPE = "idevid";

  private static final int DIGITAL_SIGNATURE = 0;

  private final String what;
  private final MakerChain makers;

  private DeviceAuthenticator(String what, MakerChain makers) {
    this.what = what;
    this.makers = makers;
  }

  /** Trusts the manufacturers whose certificates are the PEM files of this folder. */
  public static DeviceAuthenticator trusting(Path folder, Clock clock) {
    return trusting("device", folder, clock);
  }

  /** Trusts them for devices in another role; names of checks begin with {@code what}. */
  public static DeviceAuthenticator trusting(String what, Path folder, Clock clock) {
    return new DeviceAuthenticator(what, MakerChain.trusting(what, folder, clock));
  }

  /**
   * The device of this chain, leaf first.
   *
   * @throws ProblemException EVIDENCE_REJECTED; the check says which rule failed
   */
  public AttestedSubject authenticate(List<byte[]> chain) {
    MakerChain.Validated path = makers.path(chain);
    X509Certificate leaf = path.leaf();
    requireDeviceRole(leaf);
    if (!KeyAlgorithm.acceptsDeviceKey(leaf.getPublicKey())) {
      throw rejected("-key", "key has an algorithm or strength that is not accepted.");
    }
    return AttestedSubject.of(
            TYPE,
            leaf.getIssuerX500Principal().getName(X500Principal.RFC2253),
            serialNumberOf(leaf),
            leaf.getPublicKey())
        .rootedIn(path.anchor());
  }

  private void requireDeviceRole(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw rejected("-key-usage", "key is not certified for signatures.");
    }
  }

  private String serialNumberOf(X509Certificate leaf) {
    X500Name subject = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded());
    RDN[] numbers = subject.getRDNs(BCStyle.SERIALNUMBER);
    if (numbers.length != 1 || numbers[0].isMultiValued()) {
      throw rejected("-serial-number", "certificate has no valid serial number in its subject.");
    }
    String number = numbers[0].getFirst().getValue().toString();
    if (number.isBlank() || number.length() > 128) {
      throw rejected("-serial-number", "certificate has no valid serial number in its subject.");
    }
    return number;
  }

  private ProblemException rejected(String fault, String rule) {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED, what + fault, "The " + what + " " + rule);
  }
}

package org.bailiwick.aca.evidence.hsm;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The attestor {@code hsm-key}: an HSM's certificate for the agent's key. It answers no nonce; the
 * signatures of statement and CSR prove the present possession of the key. The steps are those of
 * docs/attestors/hsm-key.md.
 */
public final class HsmKeyAttestor implements Attestor {

  static final String TYPE = "hsm-key";

  private final MakerChain vendors;

  /** Trusts the vendors whose certificates are the PEM files of this folder. */
  public HsmKeyAttestor(Path folder, Clock clock) {
    this.vendors = MakerChain.trusting("hsm", folder, clock);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    List<byte[]> chain = HsmEvidence.parse(item.value()).chain();
    MakerChain.Validated path = vendors.path(chain); // 1
    X509Certificate attested = path.leaf();
    KeyAttestation key = new AttestationExtensions(attested).ofKey(); // 2
    X509Certificate device = device(chain, attested, key); // 3
    requireAgents(attested, binding); // 4
    requireConfined(key, attested); // 5
    return AttestedSubject.of(
            TYPE,
            device.getIssuerX500Principal().getName(X500Principal.RFC2253),
            key.serialNumber().toString(),
            device.getPublicKey())
        .rootedIn(path.anchor());
  }

  /** The certificate of the HSM that signed; both certificates have its serial number. */
  private static X509Certificate device(
      List<byte[]> chain, X509Certificate attested, KeyAttestation key) {
    if (chain.size() < 2) {
      throw rejected("-device-missing", "The chain lacks the certificate of the HSM.");
    }
    X509Certificate device = Pem.certificate(chain.get(1));
    try {
      attested.verify(device.getPublicKey());
    } catch (GeneralSecurityException otherwise) {
      throw rejected("-device", "The attestation is not signed by the HSM of this chain.");
    }
    if (!new AttestationExtensions(device).serialNumber().equals(key.serialNumber())) {
      throw rejected("-device", "The attestation names another HSM than its certificate.");
    }
    return device;
  }

  private static void requireAgents(X509Certificate attested, EvidenceBinding binding) {
    binding.nonce(); // what the agent's key signed must be fresh
    if (!MessageDigest.isEqual(
        attested.getPublicKey().getEncoded(), binding.agentKey().getEncoded())) {
      throw rejected("-not-agents", "The attestation is about a key other than the CSR's.");
    }
  }

  private static void requireConfined(KeyAttestation key, X509Certificate attested) {
    if (!key.isGenerated()) {
      throw rejected("-imported", "The key was not made in this HSM, or has been outside.");
    }
    if (key.isExportable()) {
      throw rejected("-exportable", "The key may leave the HSM under a wrap key.");
    }
    if (key.hasUnknownCapability()) {
      throw rejected("-capability-unknown", "The key has an unknown capability.");
    }
    if (!key.signsWith(attested.getPublicKey())) {
      throw rejected("-cannot-sign", "The HSM does not sign with this key.");
    }
  }

  private static ProblemException rejected(String fault, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, TYPE + fault, detail);
  }
}

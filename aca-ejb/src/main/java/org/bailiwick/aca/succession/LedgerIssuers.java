package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.ledger.LedgerIssuer;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.hsm.SigningKey;

/** Makes an {@link Authority} of each issuer in the ledger. */
@Singleton
record LedgerIssuers(
    CeremonyImport ceremony,
    IssuanceLedger ledger,
    @ForAca Keyring keyring,
    ClockTrust trust,
    AcaSettings settings) {

  @Inject
  LedgerIssuers {}

  /** The ledger's issuers and, apart from them, its roots, whose keys no node has. */
  Authorities authorities(String issuing, String operators) {
    Roots roots = new Roots();
    List<LedgerIssuer> all = ceremony.issuers();
    all.stream()
        .filter(issuer -> Roots.isRoot(certificate(issuer)))
        .forEach(issuer -> roots.add(issuer.issuerId(), certificate(issuer)));
    link(roots);
    return new Authorities(
        all.stream()
            .filter(issuer -> !Roots.isRoot(certificate(issuer)))
            .map(issuer -> authority(issuer, roots))
            .toList(),
        roots,
        issuing,
        operators);
  }

  /** The time at which the issuer was first published; empty if it never was. */
  Optional<Instant> publishedAt(String issuerId) {
    return ledger.importedAt(issuerId);
  }

  /** An issuer whose key is in a token, unless the settings say that it is retired. */
  Authority authority(LedgerIssuer issuer, Roots roots) {
    Authority authority =
        new Authority(
            issuer.issuerId(),
            TrustDomain.parse(issuer.trustDomain()),
            certificate(issuer),
            () -> key(issuer.keyLabel()),
            roots::linksAbove);
    return settings.hsm().retired().contains(issuer.keyLabel()) ? authority.retired() : authority;
  }

  /** The key, unless the clock is in doubt, since certificates and CRLs hold times. */
  private SigningKey key(String label) {
    trust.require();
    return keyring.key(label);
  }

  private void link(Roots roots) {
    Map<String, X509Certificate> all = roots.all();
    for (String subject : all.keySet()) {
      for (String issuer : all.keySet()) {
        if (!issuer.equals(subject)) {
          ledger
              .latestOf(issuer, name(all.get(subject)))
              .flatMap(LedgerEntry::certificate)
              .map(Pem::certificate)
              .ifPresent(link -> roots.link(CeremonyRecord.linkName(subject, issuer), link));
        }
      }
    }
  }

  /** The holder of a root's certificate in the ledger. */
  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
  }

  private static X509Certificate certificate(LedgerIssuer issuer) {
    return Pem.certificate(issuer.certificate().bytes());
  }
}

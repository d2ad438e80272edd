package org.bailiwick.aca.ceremony.records;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Issuer;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.KeyEntry;

/** Checks that the parts of a record are consistent; its signature is checked elsewhere. */
final class RecordConsistency {

  private RecordConsistency() {}

  static void check(CeremonyRecord record, PublicKey auditKey) {
    require(same(record.key(KeyUse.AUDIT).publicKey(), auditKey), "names another audit key");
    Map<String, KeyEntry> keys =
        record.keys().stream().collect(Collectors.toMap(KeyEntry::label, Function.identity()));
    Map<String, Issuer> issuers =
        record.issuers().stream().collect(Collectors.toMap(Issuer::issuerId, Function.identity()));
    record.certificates().forEach(entry -> certificate(entry, keys, issuers));
    record.crls().forEach(entry -> crl(entry, issuers));
  }

  private static void certificate(
      CertificateEntry entry, Map<String, KeyEntry> keys, Map<String, Issuer> issuers) {
    require(
        entry.certificate().getSerialNumber().equals(entry.serial().value()),
        "states a wrong serial number of a certificate");
    entry
        .keyLabel()
        .ifPresent(
            label ->
                require(
                    keys.containsKey(label)
                        && same(keys.get(label).publicKey(), entry.certificate().getPublicKey()),
                    "assigns a certificate of another key to the key " + label));
    require(
        !entry.profile().isAuthority()
            || keys.values().stream()
                .anyMatch(key -> same(key.publicKey(), entry.certificate().getPublicKey())),
        "has a CA certificate whose key it does not list");
    if (entry.issuerId().equals(CertificateEntry.OUTSIDE)) {
      return;
    }
    require(issuers.containsKey(entry.issuerId()), "names the unknown issuer " + entry.issuerId());
    try {
      entry.certificate().verify(issuers.get(entry.issuerId()).certificate().getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CeremonyException(
          "The ceremony record holds a certificate that its issuer did not sign", e);
    }
  }

  private static void crl(CrlEntry entry, Map<String, Issuer> issuers) {
    require(issuers.containsKey(entry.issuerId()), "holds a CRL of an unknown issuer");
    try {
      entry.crl().verify(issuers.get(entry.issuerId()).certificate().getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("The ceremony record holds a CRL of another issuer", e);
    }
  }

  static boolean same(PublicKey one, PublicKey other) {
    return Arrays.equals(one.getEncoded(), other.getEncoded());
  }

  static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException("The ceremony record " + fault);
    }
  }
}

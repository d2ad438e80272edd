package org.bailiwick.aca.ceremony.certificate;

import java.security.PublicKey;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The content of a certificate to be signed.
 *
 * @param issuerId label of the key that signs it; empty for a self-signed one
 */
public record CertificateDraft(
    CertificateProfile profile,
    X500Name subject,
    PublicKey key,
    Period validity,
    List<GeneralName> names,
    Optional<String> issuerId) {}

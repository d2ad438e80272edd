package org.bailiwick.aca.pipeline;

import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.lint.CertificateProfile;

/**
 * A certificate that could be signed.
 *
 * @param kind the rules that it must keep
 * @param entry what the ledger will hold of it, the body included
 */
public record PreparedCredential(Authority issuer, CertificateProfile kind, IssuanceEntry entry) {}

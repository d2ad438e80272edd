package org.bailiwick.aca.pipeline;

import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.lint.CertificateProfile;

/**
 * A certificate before its signature.
 *
 * @param kind the profile whose rules it must obey
 * @param entry its row for the ledger, with the body
 */
public record PreparedCredential(Authority issuer, CertificateProfile kind, IssuanceEntry entry) {}

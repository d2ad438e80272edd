/**
 * Builds the certificates, CRLs and certification requests of a ceremony by the rules of
 * docs/certificate-profile.md.
 *
 * <p>Door: {@link org.bailiwick.aca.ceremony.certificate.CertificateMaker}. Invariants: the lint
 * checks the same bytes that are signed; each signature of a token is verified before it is used.
 */
package org.bailiwick.aca.ceremony.certificate;

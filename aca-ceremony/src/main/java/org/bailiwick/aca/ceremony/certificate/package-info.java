/**
 * Builds the certificates, the CRL and the request of a ceremony in the form that
 * docs/certificate-profile.md demands.
 *
 * <p>Door: {@link org.bailiwick.aca.ceremony.certificate.CertificateMaker}. Invariants: the very
 * bytes that are signed have passed the lint; what a token signed is verified before it leaves.
 */
package org.bailiwick.aca.ceremony.certificate;

/**
 * Checks a certificate or CRL against docs/certificate-profile.md before the real key signs it.
 *
 * <p>Door: {@link org.bailiwick.aca.lint.CredentialLint}. Rules are methods, grouped in classes as
 * that document's last table says. Invariants: every rule runs on every specimen, so a finding
 * never hides another; rules read the encoded bytes and trust nothing that the builder believes; a
 * specimen with any finding is not signed (issuance step 3, ceremony).
 */
package org.bailiwick.aca.lint;

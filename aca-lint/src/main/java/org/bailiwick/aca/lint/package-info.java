/**
 * Checks a certificate or CRL against docs/certificate-profile.md before the real key signs it.
 *
 * <p>Door: {@link org.bailiwick.aca.lint.CredentialLint}. Rules are methods, grouped in classes as
 * that document's last table says. Invariants: every rule runs on every specimen, so a finding
 * never hides another; rules read the encoded bytes and no value of the builder; a specimen with a
 * finding is not signed (issuance step 3, ceremony). A specimen is the certificate or CRL to check.
 */
package org.bailiwick.aca.lint;

/**
 * What an applicant asks to be certified as (requirement R13).
 *
 * <p>Door: {@link org.bailiwick.aca.wish.Wish}; policies see it as a {@link
 * org.bailiwick.aca.wish.CredentialEntity}. Invariant: a wish is well formed and of this trust
 * domain; whether it is granted is for evidence, profile and policy to say.
 */
package org.bailiwick.aca.wish;

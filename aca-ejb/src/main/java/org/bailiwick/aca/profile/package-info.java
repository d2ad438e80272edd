/**
 * Profiles of credentials, as operators wrote them into files (requirements R12, R13;
 * docs/profiles.md).
 *
 * <p>Door: {@link org.bailiwick.aca.profile.CredentialProfiles}, which gives the {@link
 * org.bailiwick.aca.profile.CredentialProfile} of a name. Invariants: a folder with a fault closes
 * all profiles; what a file does not allow is refused.
 */
package org.bailiwick.aca.profile;

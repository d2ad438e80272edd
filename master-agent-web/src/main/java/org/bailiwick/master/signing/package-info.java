/**
 * Tokens that this domain signs, with the one key in the domain's HSM token. The door is {@link
 * org.bailiwick.master.signing.OwnTokens}: what it verifies is only what it signed, so a token of
 * any other issuer, or of another {@code typ}, is never taken for one of ours.
 */
package org.bailiwick.master.signing;

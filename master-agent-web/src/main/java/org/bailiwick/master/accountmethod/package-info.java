/**
 * The methods of authentication by a secret of an account. Door: {@link
 * org.bailiwick.master.accountmethod.AccountMethods}.
 *
 * <p>Invariants: no default rule names them; a secret counts in its header only, once, and a shared
 * secret is in no request; a request that lasts is looked at again by its account and secret,
 * without comparing the secret again.
 */
package org.bailiwick.master.accountmethod;

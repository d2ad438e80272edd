/**
 * The methods of authentication that show a secret of an account. Doors: {@link
 * org.bailiwick.master.accountmethod.ApiKeyMethod}, {@link
 * org.bailiwick.master.accountmethod.PasswordMethod}.
 *
 * <p>Invariants: no default rule names them; a secret counts in its header only, once; a request
 * that lasts is looked at again by its account and secret, without computing a hash.
 */
package org.bailiwick.master.accountmethod;

/**
 * The methods by which callers authenticate, each a class behind one interface. Door: {@link
 * org.bailiwick.master.method.AuthenticationMethods}, the set that rules may name.
 *
 * <p>Invariants: a method looks at its own credential only, and says that it is valid, lacking or
 * invalid; who calls is known from the methods that passed and from nothing else; two that name
 * different callers refuse the request. A further method is a class and one line in {@code
 * EdgeBeans}.
 */
package org.bailiwick.master.method;

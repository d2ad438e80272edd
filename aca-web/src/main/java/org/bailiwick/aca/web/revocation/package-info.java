/**
 * The routes by which credentials are revoked: one credential, the subject of an order at once or
 * at a time, a user whose provider reports an event, a compromised key, a frozen identity.
 */
package org.bailiwick.aca.web.revocation;

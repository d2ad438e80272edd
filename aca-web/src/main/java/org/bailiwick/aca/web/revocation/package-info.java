/**
 * The routes by which credentials are revoked: one credential, all credentials of an order's
 * subject (at once or at a later time) or of a user that an identity provider reports; and the
 * routes for compromised keys and frozen identities.
 */
package org.bailiwick.aca.web.revocation;

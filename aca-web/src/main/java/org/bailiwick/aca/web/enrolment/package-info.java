/**
 * The routes by which credentials are requested, renewed and read: nonces and challenges, join
 * tokens, enrolments and waiting enrolments, and the transfer of names and release of attested
 * subjects that enrolments have used.
 */
package org.bailiwick.aca.web.enrolment;

/**
 * The routes by which credentials are requested, renewed and read: nonces and challenges, join
 * tokens, enrolments and those that wait for officers, and the names and attested subjects that
 * enrolments have taken up.
 */
package org.bailiwick.aca.web.enrolment;

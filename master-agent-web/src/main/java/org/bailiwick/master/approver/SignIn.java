package org.bailiwick.master.approver;

import org.bailiwick.master.identityprovider.SignedInPerson;

/**
 * The sign-in on which a person has decided.
 *
 * @param session the id of the person's session
 * @param person with the roles, the time and the class of the sign-in, as they were then
 */
public record SignIn(String session, SignedInPerson person) {}

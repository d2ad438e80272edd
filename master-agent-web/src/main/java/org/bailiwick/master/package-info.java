/**
 * The Master Agent: the edge of the trust domain. It checks every caller, turns jobs into
 * workflows, and hands each step a token that can do less than the one before.
 *
 * <p>{@code MasterApplication} is the route table, {@code MasterBeans} the wiring, {@code
 * MasterSettings} the configuration. Directions: job, oauth, intake -> runner -> transactiontoken,
 * callout, inventory, journal -> tokenledger, workflow, signing, storage. Nothing here knows the
 * authority or the registry but by their published interfaces.
 */
package org.bailiwick.master;

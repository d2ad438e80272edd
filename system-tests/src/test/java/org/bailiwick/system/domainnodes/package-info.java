/**
 * Several domain nodes on one database: what one of them does counts at the other, and any may end.
 */
package org.bailiwick.system.domainnodes;

/** Network access on a campus: FreeRADIUS and a supplicant, with credentials of the authority. */
package org.bailiwick.system.campus;

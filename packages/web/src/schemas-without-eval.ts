import { config } from 'zod';

// Before any schema is made: otherwise zod tries whether it may compile code, and the page's security policy reports it.
config({ jitless: true });

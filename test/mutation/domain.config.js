import { mutating } from './settings.js';

export default mutating('domain');
